// Opens a letter with an implementation of age that is not Go's, and reads the clear
// header with nothing but the description in docs/formats/header.md.
//   node open.mjs KEYFILE LETTER ZIP    writes ZIP, prints the header
import { readFile, writeFile } from "node:fs/promises";
import { Decrypter } from "age-encryption";

const [keyFile, letterFile, zipFile] = process.argv.slice(2);
const letter = new Uint8Array(await readFile(letterFile));
const secret = (await readFile(keyFile, "utf8")).split("\n").find((line) => line.startsWith("AGE-SECRET-KEY-"));

const decrypter = new Decrypter();
decrypter.addIdentity(secret.trim());
await writeFile(zipFile, await decrypter.decrypt(letter));

const lines = Buffer.from(letter.slice(0, 65536)).toString("latin1").split("\n");
if (lines[0] !== "age-encryption.org/v1" || lines[1] !== "-> tasuki-header-v1") {
  throw new Error("not a letter");
}
let body = "";
for (let i = 2; ; i++) {
  body += lines[i];
  if (lines[i].length < 64) break;
}
process.stdout.write(Buffer.from(body, "base64"));
