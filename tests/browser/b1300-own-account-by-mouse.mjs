// The own account from its first change to its erasure, by mouse (R6).
import { Mouse } from '../lib/hands.mjs';
import { own } from './own.mjs';

own('own account by mouse', new Mouse());
