// SIGKILL at every system call of the pay path, with the test provider.  X7.
import { killStory } from './kill-at-every-call.mjs';

await killStory('sandbox');
