//! Which authorizers a fault can be made for: most for all, some need an algorithm.

use super::{
    algorithm::SigningAlgorithm::{EdDsa, Es256, Ps256, Rs256},
    fault::{
        Fault, Place,
        step::{Edit, Signer, Step},
    },
    placeholder::Setting,
};

/// Tells what an authorizer lacks for the fault to be what its name says.
pub(super) fn missing(fault: Fault, setting: Setting<'_>) -> Option<&'static str> {
    let algorithm = setting.issuer.algorithm;
    let unless = |fits: bool, needs| (!fits).then_some(needs);
    let placed = match fault.place() {
        Place::Pss => unless(algorithm == Ps256, "an authorizer that signs with PS256"),
        Place::Curve => unless(algorithm == Es256, "an authorizer that signs with ES256"),
        Place::Edwards => unless(algorithm == EdDsa, "an authorizer that signs with EdDSA"),
        Place::Rsa | Place::Lenient | Place::Plain | Place::Staff | Place::Role => None,
    };
    let of_step = |step: &Step| {
        if needs_rs256(step) {
            unless(algorithm == Rs256, "an authorizer that signs with RS256")
        } else if matches!(step, Step::Head("alg", "\"ES256\"")) {
            unless(algorithm.is_rsa(), "an authorizer that signs with RSA")
        } else if matches!(step, Step::Signature(Edit::LooseBits)) {
            // Bytes that come in threes leave no bit of their base64 free, as 96 for ES384 do.
            let threes = setting.own.signature_length().is_multiple_of(3);
            unless(!threes, "an authorizer whose signatures are no multiple of three bytes")
        } else {
            None
        }
    };
    placed.or_else(|| fault.steps().iter().find_map(of_step))
}

fn needs_rs256(step: &Step) -> bool {
    // The value of `alg` is one that stands over the signature of another.
    matches!(
        step,
        Step::Sign(
            Signer::Weak(_)
                | Signer::ExponentThree
                | Signer::PaddedHash
                | Signer::CubeRoot
                | Signer::PrimeModulus
        ) | Step::Signature(Edit::PlusModulus)
            | Step::Key("n" | "e", _)
            | Step::Key("alg", "\"RS512\"")
            | Step::Head("alg", "\"RS512\"" | "\"PS256\"" | "\"rs256\"")
    )
}

#[cfg(test)]
mod tests {
    use crate::mint::{
        Fault, KeyStore, MintError, Minter, SigningAlgorithm, SigningKey,
        tests::{NOW, POOL, issuer, spoilt},
    };

    fn named(name: &str) -> Fault {
        name.parse().unwrap()
    }

    #[test]
    fn what_cannot_be_made_says_what_it_needs() {
        let minter = Minter::new(KeyStore::fresh());
        for (fault, algorithm) in [
            (named("alg_es256_header"), SigningAlgorithm::Es256),
            (named("alg_rs512_over_rs256_signature"), SigningAlgorithm::Es256),
            (named("trailing_bits"), SigningAlgorithm::Es384),
        ] {
            let error = minter.mint(&issuer(algorithm), &spoilt(fault), NOW).unwrap_err();
            assert!(error.to_string().contains("needs an authorizer"), "{error}");
        }
        // 1536 bits are 192 bytes, a multiple of three.
        let weak = SigningKey::generate_weak(1_536, SigningAlgorithm::Rs256).unwrap();
        minter.keys().insert(POOL, weak);
        let rs256 = issuer(SigningAlgorithm::Rs256);
        assert!(minter.mint(&rs256, &spoilt(named("trailing_bits")), NOW).is_err());
        assert!(minter.mint(&rs256, &spoilt(named("expired")), NOW).is_ok());
        for now in [i64::MIN, -1, 0, 283_996_799, 253_370_764_800, i64::MAX] {
            let es256 = issuer(SigningAlgorithm::Es256);
            let error = minter.mint(&es256, &spoilt(named("expired")), now).unwrap_err();
            assert!(matches!(error, MintError::FaultNeeds { .. }), "{now}");
        }
    }

    #[test]
    fn every_other_fault_can_be_made_for_every_algorithm() {
        let minter = Minter::new(KeyStore::fresh());
        for algorithm in [SigningAlgorithm::Es256, SigningAlgorithm::Es384, SigningAlgorithm::EdDsa]
        {
            for &fault in Fault::all() {
                match minter.mint(&issuer(algorithm), &spoilt(fault), NOW) {
                    Ok(token) => assert!(!token.is_empty()),
                    Err(error) => {
                        assert!(matches!(error, MintError::FaultNeeds { .. }), "{fault}: {error}");
                    }
                }
            }
        }
    }
}
