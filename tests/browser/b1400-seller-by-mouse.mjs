// R7, R11, R13: a company sells, from sign-up to a stranger's confirm page.
import { Mouse } from '../lib/hands.mjs';
import { sellerStory } from './sellers.mjs';

sellerStory(new Mouse());
