//! The table, third part: keys, key sets and signatures.

use super::{
    row::Row,
    step::{
        Edit::{Der, Flip, HighS, LeadingZero, Neutral, Numbers, PlusModulus, PlusOrder, Truncate},
        Number::{One, Order, Own, Zero},
        Secret::Text,
        Signer::{
            CubeRoot, ExponentThree, Hmac, OtherMask, PaddedHash, PrimeModulus, ShortSalt,
            Stranger, Weak,
        },
        Step::{Beside, Head, Key, ManyKeys, NoKey, Removed, Set, Sign, Signature},
    },
};

pub(super) const ROWS: &[Row] = rows! {
T48 signed_by_unknown_key Rsa bad_signature Refuses [Sign(Stranger)] "RFC 7515 5.2" "a stranger signed under the id of a known key"
T49 key_of_512_bits Rsa unknown_key Refuses [Sign(Weak(512))] "RFC 7518 3.3" "the key has 512 bits"
T49 key_of_1024_bits Rsa unknown_key Refuses [Sign(Weak(1024))] "RFC 7518 3.3" "the key has 1,024 bits"
T49 key_of_2047_bits Rsa unknown_key Refuses [Sign(Weak(2047))] "RFC 7518 3.3" "the key has 2,047 bits"
T50 exponent_one Rsa unknown_key Refuses [Key("e", "\"AQ\""), Sign(PaddedHash)] "RFC 8725 3.4" "the key's exponent is 1, so nobody need sign"
T50 exponent_two Rsa unknown_key Refuses [Key("e", "\"Ag\"")] "RFC 8725 3.4" "the key's exponent is 2"
T50 exponent_three Rsa allow Accepts [Sign(ExponentThree)] "RFC 8017 3.1" "the key's exponent is 3" "the contract asks for 2,048 bits alone"
T50 exponent_even Rsa unknown_key Refuses [Key("e", "\"AQAC\"")] "RFC 8017 3.1" "the key's exponent is even"
T50 exponent_wide Rsa unknown_key Refuses [Key("e", "\"AQAAAAAB\"")] "RFC 8017 3.1" "the key's exponent has 41 bits"
T50 modulus_even Rsa unknown_key Refuses [Key("n", "\"$even\"")] "RFC 8725 3.4" "the key's modulus is even"
T50 modulus_prime Rsa allow Accepts [Key("n", "\"$mersenne\""), Sign(PrimeModulus)] "RFC 8725 3.4" "the key's modulus is one prime, so everybody can sign" "the contract trusts the arithmetic of a set that the issuer publishes"
T50 modulus_marked Rsa unknown_key Refuses [Key("n", "\"$marked\"")] "CVE-2017-15361" "the key's modulus bears the mark of a flawed chip"
T51 modulus_of_16384_bits Rsa unknown_key Refuses [Key("n", "\"$wide\"")] "CWE-770" "the key has 16,384 bits"
T51 modulus_of_4_mib Rsa unknown_key Refuses [Key("n", "\"$huge\"")] "CWE-770" "the key's modulus has 4 MiB"
T52 signature_leading_zero Rsa bad_signature Refuses [Signature(LeadingZero)] "RFC 8017 8.2.2" "a zero byte stands before the signature"
T52 signature_truncated Rsa bad_signature Refuses [Signature(Truncate)] "RFC 8017 8.2.2" "the signature's last byte is missing"
T52 signature_plus_modulus Rsa bad_signature Refuses [Signature(PlusModulus)] "RFC 8017 8.2.2" "the modulus is added to the signature"
T53 garbage_after_hash Rsa bad_signature Refuses [Key("e", "\"Aw\""), Sign(CubeRoot)] "CVE-2006-4339" "a cube root stands for a signature under the exponent 3"
T54 pss_short_salt Pss bad_signature Refuses [Sign(ShortSalt)] "RFC 7518 3.5" "the salt of PSS has 20 bytes"
T54 pss_other_mask Pss bad_signature Refuses [Sign(OtherMask)] "RFC 7518 3.5" "the mask of PSS is made with SHA-1"
T54 pss_flipped_bit Pss bad_signature Refuses [Signature(Flip)] "RFC 7515 5.2" "one bit of the signature by PSS is flipped"
T54 control_pss Pss allow Accepts [] "RFC 7518 3.5" "nothing is wrong with the signature by PSS"
T55 curve_zeros Curve bad_signature Refuses [Signature(Numbers(Zero, Zero))] "CVE-2022-21449" "`r` and `s` are zero"
T55 curve_r_order Curve bad_signature Refuses [Signature(Numbers(Order, Own))] "CVE-2022-21449" "`r` is the order of the curve"
T55 curve_s_zero Curve bad_signature Refuses [Signature(Numbers(Own, Zero))] "CVE-2022-21449" "`s` is zero"
T55 curve_ones Curve bad_signature Refuses [Signature(Numbers(One, One))] "CVE-2022-21449" "`r` and `s` are one"
T55 control_curve Curve allow Accepts [] "RFC 7518 3.4" "nothing is wrong with the signature on a curve"
T56 curve_der Curve bad_signature Refuses [Signature(Der)] "RFC 7518 3.4" "`r` and `s` are written as DER"
T57 curve_high_s Curve allow Accepts [Signature(HighS)] "RFC 7518 3.4" "`s` is its twin, the order less `s`" "a good signature in other bytes; there is no list of denied tokens, and a cache compares all bytes"
T58 point_off_curve Curve unknown_key Refuses [Key("y", "\"$off\"")] "CVE-2017-16007" "the key is no point of its curve"
T58 point_zero Curve unknown_key Refuses [Key("x", "\"$zeros\""), Key("y", "\"$zeros\"")] "CVE-2017-16007" "the key's coordinates are zero"
T58 point_short Curve unknown_key Refuses [Key("y", "\"AQ\"")] "RFC 7518 6.2.1" "a coordinate of the key is too short"
T58 curve_of_bitcoin Curve unknown_key Refuses [Key("crv", "\"secp256k1\"")] "RFC 8812 3.1" "the key says another curve"
T59 small_order_key Edwards unknown_key Accepts [Key("x", "\"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""), Signature(Neutral)] "RFC 8032 8.9" "the key is the neutral point, under which one signature holds for every message"
T59 signature_plus_order Edwards bad_signature Refuses [Signature(PlusOrder)] "RFC 8032 8.4" "the order is added to the signature's `S`"
T59 control_edwards Edwards allow Accepts [] "RFC 8037 3.1" "nothing is wrong with the signature by Ed25519"
T60 alg_hs256_empty_secret Rsa unsupported_algorithm Refuses [Head("alg", "\"HS256\""), Sign(Hmac(Text("")))] "CVE-2019-20933" "`alg` is HS256 and the secret is empty"
T60 alg_hs256_short_secret Rsa unsupported_algorithm Refuses [Head("alg", "\"HS256\""), Sign(Hmac(Text("a")))] "RFC 7518 3.2" "`alg` is HS256 and the secret is one letter"
T60 alg_hs256_common_secret Rsa unsupported_algorithm Refuses [Head("alg", "\"HS256\""), Sign(Hmac(Text("secret")))] "RFC 8725 3.5" "`alg` is HS256 and the secret is a common word"
T61 symmetric_key Rsa keys_unavailable Accepts [Beside("{\"kty\":\"oct\",\"kid\":\"shared\",\"k\":\"c2VjcmV0\"}")] "RFC 8725 3.1" "a symmetric key stands in the set"
T61 symmetric_key_of_token Rsa unsupported_algorithm Accepts [Set("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"$kid\",\"alg\":\"HS256\",\"k\":\"c2VjcmV0\"}]}"), Head("alg", "\"HS256\""), Sign(Hmac(Text("secret")))] "RFC 8725 3.1" "the token is signed with the symmetric key of the set"
T62 key_for_encryption Rsa unknown_key Accepts [Key("use", "\"enc\"")] "RFC 7517 4.2" "the key is for encryption"
T62 key_operations Rsa unknown_key Accepts [NoKey("use"), Key("key_ops", "[\"encrypt\"]")] "RFC 7517 4.3" "the key's operations lack verify"
T62 key_other_use Rsa unknown_key Accepts [Key("alg", "\"RSA-OAEP\"")] "RFC 7517 4.4" "the key is for RSA-OAEP"
T62 key_other_algorithm Rsa unsupported_algorithm Refuses [Key("alg", "\"RS512\"")] "RFC 7517 4.4" "the key is for RS512"
T63 private_key Rsa keys_unavailable Accepts [Key("d", "\"AQAB\"")] "RFC 7517 9.2" "the key has a private member"
T64 two_keys_of_one_kid Rsa keys_unavailable Refuses [Set("{\"keys\":[$renamed,$jwk]}")] "RFC 7517 4.5" "another key of the same id stands first"
T65 set_not_json Rsa keys_unavailable Refuses [Set("not json")] "RFC 7517 5" "the set is no JSON"
T65 set_without_keys Rsa keys_unavailable Refuses [Set("{}")] "RFC 7517 5" "the set has no `keys`"
T65 set_empty Rsa unknown_key Refuses [Set("{\"keys\":[]}")] "RFC 7517 5" "the set is empty"
T65 set_array Rsa keys_unavailable Refuses [Set("[$jwk]")] "RFC 7517 5" "the set is a list of keys"
T65 set_with_a_bad_key Rsa allow Accepts [Beside("{\"kty\":\"RSA\",\"kid\":\"bad\"}")] "RFC 7517 5" "another key of the set lacks its parts" "the contract: an unusable key is skipped"
T65 set_with_a_number_as_kid Rsa allow Refuses [Beside("{\"kty\":\"RSA\",\"kid\":5,\"n\":\"AQAB\",\"e\":\"AQAB\"}")] "RFC 7517 4.5" "another key of the set has a number as its id" "the contract: an unusable key is skipped"
T65 set_of_10000_keys Rsa allow Accepts [ManyKeys(10_000)] "CWE-770" "the set has 10,000 keys more" "what is fetched is limited to 150,000 bytes; a file is not"
T66 set_not_fetched Rsa keys_unavailable Refuses [Set("")] "OpenID Connect Discovery 4.3" "the set cannot be had" "what may be fetched is held by the tests of fetching"
T67 kid_of_no_key Rsa unknown_key Refuses [Sign(Stranger), Head("kid", "\"flood-$now\"")] "CWE-400" "`kid` is another one each second" "how often is fetched is held by the tests of fetching"
T68 key_rotated_out Rsa unknown_key Refuses [Removed, Beside("$stranger")] "RFC 7517 5" "the set has another key instead" "for how long is held by the tests of fetching"
T68 control_key_rotated_in Rsa allow Accepts [Beside("$stranger")] "RFC 7517 5" "the set has the next key already"
};
