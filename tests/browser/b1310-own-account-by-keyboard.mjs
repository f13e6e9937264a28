// The same by keyboard alone, with the focus always in sight (R6, WCAG 2.1.1).
import { Keyboard } from '../lib/hands.mjs';
import { own } from './own.mjs';

own('own account by keyboard', new Keyboard());
