// SIGKILL at every system call of the pay path, with Stripe's fake.  X7.
import { killStory } from './kill-at-every-call.mjs';

await killStory('stripe');
