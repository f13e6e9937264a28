// Saving, comparing and favourites by keyboard alone (R10, R12, R13, X12).
import { Keyboard } from '../lib/hands.mjs';
import { setup } from '../lib/story.mjs';
import { keeping } from './keeping.mjs';

keeping('keeping by keyboard', new Keyboard(), setup('apache-proxy'));
