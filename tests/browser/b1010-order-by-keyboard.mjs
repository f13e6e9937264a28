// R1, R3, R6, R11, R19, R20: the whole order by keyboard alone.
import { Keyboard } from '../lib/hands.mjs';
import { orderStory } from './order.mjs';

orderStory(new Keyboard(), { screens: true });
