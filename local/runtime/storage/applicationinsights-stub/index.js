'use strict';
const client = new Proxy(function () {}, { get: () => client, apply: () => client, construct: () => client });
module.exports = client;
