// R7, R11, R13: the same by keyboard alone.
import { Keyboard } from '../lib/hands.mjs';
import { sellerStory } from './sellers.mjs';

sellerStory(new Keyboard());
