/** All checks. A new one is a file and a line here. */
import type { Check } from './check';
import { flowChecks } from './flow/flowChecks';
import { attachTarget } from './attachTarget';
import { bpfPrintk } from './bpfPrintk';
import { callsNeedInline } from './callsNeedInline';
import { contextType } from './contextType';
import { duplicateNames } from './duplicateNames';
import { floatingPoint } from './floatingPoint';
import { functionPointer } from './functionPointer';
import { gplOnlyHelper } from './gplOnlyHelper';
import { helperArguments } from './helperArguments';
import { helperMap } from './helperMap';
import { helperProgramType } from './helperProgramType';
import { kernelPointer } from './kernelPointer';
import { legacyMap } from './legacyMap';
import { libcCall } from './libcCall';
import { licenceMissing } from './licenceMissing';
import { longName } from './longName';
import { mapFields } from './mapFields';
import { probeRead } from './probeRead';
import { recursion } from './recursion';
import { returnValue } from './returnValue';
import { ringbufSize } from './ringbufSize';
import { sectionTarget } from './sectionTarget';
import { sleepableHelper } from './sleepableHelper';
import { stackSize } from './stackSize';
import { syscallArguments } from './syscallArguments';
import { syscallWrapper } from './syscallWrapper';
import { tooManyArguments } from './tooManyArguments';
import { unknownSection } from './unknownSection';
import { unusedMap } from './unusedMap';

export const checks: readonly Check[] = [
  licenceMissing,
  gplOnlyHelper,
  unknownSection,
  sectionTarget,
  attachTarget,
  contextType,
  returnValue,
  helperProgramType,
  sleepableHelper,
  helperArguments,
  helperMap,
  bpfPrintk,
  legacyMap,
  mapFields,
  ringbufSize,
  duplicateNames,
  longName,
  unusedMap,
  stackSize,
  floatingPoint,
  libcCall,
  tooManyArguments,
  functionPointer,
  recursion,
  kernelPointer,
  probeRead,
  syscallWrapper,
  syscallArguments,
  callsNeedInline,
  ...flowChecks,
];
