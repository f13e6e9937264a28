// The story of t3000-order, behind nginx at /shop.
process.env.SOUK_SERVER = 'nginx';
process.env.SOUK_BASE = '/shop';
await import('./t3000-order.mjs');
