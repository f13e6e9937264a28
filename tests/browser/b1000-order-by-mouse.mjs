// R1, R3, R6, R11, R19, R20: the whole order by mouse.
import { Mouse } from '../lib/hands.mjs';
import { orderStory } from './order.mjs';

orderStory(new Mouse(), { screens: true });
