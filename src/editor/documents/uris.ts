import { Uri } from "vscode";
import { type Address, addressOf, SCHEME, uriPath } from "../../core/address";
import { Failure } from "../../core/failure";
import { text } from "../../core/text";

export function uriOf(address: Address): Uri {
  return Uri.from({ scheme: SCHEME, authority: address.profile, path: uriPath(address), query: address.part ?? "" });
}

/** Rejects what is not an address with words that name it. */
export function addressOfUri(uri: Uri): Address {
  const address = addressOf(uri);
  if (address) return address;
  throw new Failure({
    code: "invalid",
    what: text("“{0}” is not an address.", uri.toString()),
    fix: text("An address looks like {0}.", "cluster://local/redis/0/app:user:42"),
  });
}
