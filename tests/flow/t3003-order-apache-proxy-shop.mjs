// The story of t3000-order, behind apache-proxy at /shop.
process.env.SOUK_SERVER = 'apache-proxy';
process.env.SOUK_BASE = '/shop';
await import('./t3000-order.mjs');
