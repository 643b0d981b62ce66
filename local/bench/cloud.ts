/** The control door of the local cloud, as far as the bench uses it. */
export class CloudDoor {
  constructor(readonly url: string) {}

  async setLatency(ms: number): Promise<void> {
    await this.#send('latency', { ms });
  }

  async seed(objects: object): Promise<void> {
    await this.#send('seed', objects);
  }

  /** A token of a local caller for the app. */
  async token(client: string): Promise<string> {
    const { access_token: token } = (await this.#send('token', { client })) as { access_token: string };
    return token;
  }

  /** The calls received after the one with this number. */
  async calls(
    after: number,
  ): Promise<readonly { readonly seq: number; readonly method: string; readonly url: string }[]> {
    const { value } = (await this.#send(`calls?after=${String(after)}`)) as {
      value: { seq: number; method: string; url: string }[];
    };
    return value;
  }

  async #send(path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.url}/control/${path}`, {
      method: body ? 'POST' : 'GET',
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`control/${path}: ${await answer.text()}`);
    return answer.json();
  }
}
