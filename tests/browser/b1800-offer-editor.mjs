// R21, R23: a private offer, from its seller's first word to the link that is out.
import { Mouse } from '../lib/hands.mjs';
import { offerStory } from './seller-offers.mjs';

offerStory(new Mouse());
