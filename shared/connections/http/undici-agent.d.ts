// The agent alone: the package's index brings fetch, WebSocket, caches and mocks, a quarter of what ships.
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}
