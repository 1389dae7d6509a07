#!/usr/bin/env node
/** `npm run lint`: everything that is checked without running the project. Ends with 1 when anything is amiss. */
import { lint } from './test/lint.mjs';

const { failed } = await lint();
process.exitCode = failed > 0 ? 1 : 0;
