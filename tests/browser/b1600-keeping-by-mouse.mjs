// Saving, comparing and favourites by mouse, below a base path (R10, R12, R13, X12).
import { Mouse } from '../lib/hands.mjs';
import { setup } from '../lib/story.mjs';
import { keeping } from './keeping.mjs';

keeping('keeping by mouse', new Mouse(), setup('nginx', '/shop'));
