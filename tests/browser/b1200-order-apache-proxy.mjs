// The order in a browser, behind apache-proxy at /.
import { Mouse } from '../lib/hands.mjs';
import { orderStory } from './order.mjs';

orderStory(new Mouse(), { server: 'apache-proxy', base: '' });
