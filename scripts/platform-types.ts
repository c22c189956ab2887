/**
 * Heads every declaration file, so that users need neither Node's types nor the DOM's. Where the globals are declared these are
 * the same types; elsewhere what this package reads of them. `Disposable` came with TypeScript 5.2, and is part of no target before ESNext.
 */
export const PLATFORM_TYPES = `/// <reference lib="esnext.disposable" />
type Platform<Name extends string, Otherwise> = typeof globalThis extends { readonly [Key in Name]: { readonly prototype: infer Type } } ? Type : Otherwise;
type AbortSignal = Platform<'AbortSignal', {
    readonly aborted: boolean;
    readonly reason: any;
    addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
    removeEventListener(type: 'abort', listener: () => void): void;
}>;
type Request = Platform<'Request', {
    readonly method: string;
    readonly url: string;
    readonly headers: { get(name: string): string | null };
    readonly body: { cancel(): Promise<void>; getReader(): { read(): Promise<{ done: boolean; value?: any }>; cancel(): Promise<void> } } | null;
}>;
type Response = Platform<'Response', {
    readonly status: number;
    readonly headers: { get(name: string): string | null };
    text(): Promise<string>;
}>;
`;
