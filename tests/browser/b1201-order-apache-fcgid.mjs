// The order in a browser, behind apache-fcgid at /.
import { Mouse } from '../lib/hands.mjs';
import { orderStory } from './order.mjs';

orderStory(new Mouse(), { server: 'apache-fcgid', base: '' });
