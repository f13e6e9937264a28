// A company sells behind Apache with mod_proxy_fcgi, under a base path.
import { Mouse } from '../lib/hands.mjs';
import { sellerStory } from './sellers.mjs';

sellerStory(new Mouse(), { server: 'apache-proxy', base: '/shop' });
