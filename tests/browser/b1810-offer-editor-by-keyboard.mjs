// R21, R23: the same by keyboard alone.
import { Keyboard } from '../lib/hands.mjs';
import { offerStory } from './seller-offers.mjs';

offerStory(new Keyboard());
