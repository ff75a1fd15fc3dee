declare module "lz4js" {
  export function compress(bytes: Uint8Array): Uint8Array;
}

declare module "snappyjs" {
  export function compress(bytes: Uint8Array): Uint8Array;
}
