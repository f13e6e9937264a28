// The order in a browser, behind nginx at /shop.
import { Mouse } from '../lib/hands.mjs';
import { orderStory } from './order.mjs';

orderStory(new Mouse(), { server: 'nginx', base: '/shop' });
