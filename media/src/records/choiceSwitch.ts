/** A few exclusive choices side by side, as radio buttons that look like one bar. */
import { html, type TemplateResult } from 'lit';

export interface ChoiceSwitch<Id extends string> {
  /** Tells this group of radio buttons from others of the page. */
  name: string;
  label: string;
  choices: readonly { id: Id; label: string }[];
  chosen: Id;
  choose: (id: Id) => void;
}

export function choiceSwitch<Id extends string>(one: ChoiceSwitch<Id>): TemplateResult {
  const { name, label, choices, chosen, choose } = one;
  return html`<div class="choice-switch" role="radiogroup" aria-label=${label}>
    ${choices.map(
      (choice) =>
        html`<label
          ><input
            type="radio"
            name=${name}
            .checked=${choice.id === chosen}
            @change=${() => choose(choice.id)}
          /><span>${choice.label}</span></label
        >`,
    )}
  </div>`;
}
