//! How much of anything the gateway takes: API Gateway's quotas, and bounds of our own on what one
//! machine can hold.

use std::time::Duration;

/// The bounds.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the request line and the headers together.
    pub header_bytes: usize,
    /// Bytes of a body.
    pub body_bytes: usize,
    /// Connections at a time; more wait to be taken.
    pub connections: usize,
    /// Longest wait for a whole head, also between two requests of a connection.
    pub header_time: Duration,
    /// Longest wait for a whole body.
    pub body_time: Duration,
    /// Longest wait for an integration.
    pub integration_time: Duration,
    /// Longest life of a connection.
    pub connection_time: Duration,
    /// How long open requests may go on once the gateway is stopped.
    pub stop_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // 10,240 bytes, 10 MB and 30 seconds are quotas of API Gateway; the rest is ours.
            header_bytes: 10_240,
            body_bytes: 10 << 20,
            connections: 1_024,
            header_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            integration_time: Duration::from_secs(30),
            connection_time: Duration::from_mins(10),
            stop_time: Duration::from_secs(5),
        }
    }
}
