// A company's people and keys, by mouse (R6, X9).
import { Mouse } from '../lib/hands.mjs';
import { company } from './company.mjs';

company('company by mouse', new Mouse());
