export { readCertificate } from './read-certificate.ts';
export { readConnection } from './read-connection.ts';
export { readGateway } from './read-gateway.ts';
export { readSslServer } from './read-ssl-server.ts';
