//! Key sets from the network, for those who ask for it: from an address, or by the issuer's
//! discovery document.
//!
//! When to fetch is decided by [`Schedule`], which knows no network and no clock; [`Transport`]
//! fetches one document; [`RemoteKeys`] joins both for any number of threads.

mod address;
mod discovery;
mod https;
mod remote;
mod schedule;
mod transport;

pub use self::address::{Address, AddressError};
pub use self::discovery::Origin;
pub use self::https::{Https, MAX_BYTES, TIMEOUT};
pub use self::remote::RemoteKeys;
pub use self::schedule::{Advice, COOLDOWN, MAX_AGE, REFRESH, Schedule, Wanted};
pub use self::transport::{FetchError, Transport};
