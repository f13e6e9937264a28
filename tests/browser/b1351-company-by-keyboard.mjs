// A company's people and keys, by keyboard alone (R6, X9).
import { Keyboard } from '../lib/hands.mjs';
import { company } from './company.mjs';

company('company by keyboard', new Keyboard());
