// Package signature signs bytes with a terminal's key and says which certificate a
// signature was made with: a detached JWS (RFC 7515 appendix F) that carries its X.509
// chain.
//
// It knows three algorithms (ES256, PS256, RS256) and nothing else, on purpose. It never
// judges whether a certificate may be trusted, for whom it stands or when it was valid:
// the caller does, because only the caller knows at what time a signature counts.
package signature
