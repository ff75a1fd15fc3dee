import { Failure } from "../core/failure";
import { text } from "../core/text";

/** Takes the place of the package `request` in the bundle: webhdfs names it, and our transport leaves it unused. */
function request(): never {
  throw new Failure({ code: "forbidden", what: text("HDFS is read through its own transport only.") });
}

export = request;
