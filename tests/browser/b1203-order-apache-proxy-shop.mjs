// The order in a browser, behind apache-proxy at /shop.
import { Mouse } from '../lib/hands.mjs';
import { orderStory } from './order.mjs';

orderStory(new Mouse(), { server: 'apache-proxy', base: '/shop' });
