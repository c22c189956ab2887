// Nothing but Node itself.
import { printAndExit, processCost } from './print.ts';

printAndExit(processCost());
