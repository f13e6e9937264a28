// The story of t3000-order, behind apache-proxy at /.
process.env.SOUK_SERVER = 'apache-proxy';
process.env.SOUK_BASE = '';
await import('./t3000-order.mjs');
