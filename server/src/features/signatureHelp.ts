/** The parameters of the call that is being typed. */
import { helperByName } from '#bpf/facts/helpers';
import { kfuncByName } from '#bpf/facts/kfuncs';
import type { SignatureHelp } from 'vscode-languageserver';
import type { FeatureContext } from './featureContext';
import { callAt } from './place';
import { parameterText, signatureOf, signatureOfFunction, type Signature } from './signatures';

export function signatureHelp(context: FeatureContext, offset: number): SignatureHelp | undefined {
  const call = callAt(context.document.tokens, offset);
  const signature = call && find(context, call.name);
  if (!signature) return undefined;
  const label = signatureOf(signature);
  const text = context.texts.helper(call.name);
  let from = label.indexOf('(') + 1;
  const parameters = signature.parameters.map((parameter) => {
    const written = parameterText(parameter);
    const start = label.indexOf(written, from);
    from = start + written.length;
    return { label: [start, from] satisfies [number, number] };
  });
  return {
    signatures: [
      { label, parameters, ...(text ? { documentation: { kind: 'markdown', value: text.summary } } : {}) },
    ],
    activeSignature: 0,
    activeParameter: Math.min(call.argument, Math.max(0, parameters.length - 1)),
  };
}

function find({ document, facts }: FeatureContext, name: string): Signature | undefined {
  const own = document.model.functions.find((one) => one.name.text === name) ?? facts.included.function(name);
  if (own) return signatureOfFunction(own.function);
  const helper = helperByName(name);
  if (helper) return helper;
  const kfunc = kfuncByName(name);
  return kfunc && { name, returns: kfunc.returns ?? 'void', parameters: kfunc.parameters };
}
