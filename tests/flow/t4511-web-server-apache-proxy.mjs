// The story of t4510-web-server, behind apache-proxy at /.
process.env.SOUK_SERVER = 'apache-proxy';
process.env.SOUK_BASE = '';
await import('./t4510-web-server.mjs');
