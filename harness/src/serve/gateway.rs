//! The gateway: from a request's head to the engine's decision, and on to the integration or to the
//! answer of a denial.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

use engine::{Capacity, DenyReason, TokenCache};
use hyper::body::{Body as _, Incoming};
use hyper::http::request::Parts;
use hyper::{StatusCode, Version};
use tokio::time::timeout;

use super::access_log::{AccessLog, Line};
use super::answer::{self, Answer};
use super::body::{Room, drop_unwanted};
use super::event::Event;
use super::integration::Call;
use super::judge::{Judged, Verdict, judge};
use super::keys::{ByIssuer, Remote};
use super::limits::Limits;
use super::served::{Served, Slot};
use super::stage::Stages;
use super::{cors, request_id, target};
use crate::clock::Clock;
use crate::online::Wanted;

/// An integration has this much longer than its time, to answer itself that it is over.
const GRACE: Duration = Duration::from_millis(500);

/// How a gateway is set up.
#[derive(Debug)]
pub struct Setup {
    /// The stages.
    pub stages: Stages,
    /// The bounds.
    pub limits: Limits,
    /// The time.
    pub clock: Clock,
    /// Where each request is told.
    pub log: Option<AccessLog>,
    /// Where trouble is told.
    pub events: SyncSender<Event>,
}

/// The gateway.
#[derive(Debug)]
pub struct Gateway {
    setup: Setup,
    slot: Slot,
    tokens: TokenCache,
    room: Room,
}

impl Gateway {
    /// Makes a gateway that serves a policy.
    pub fn new(setup: Setup, served: Served) -> Self {
        let tokens = TokenCache::new(Capacity::default());
        Self { setup, slot: Slot::new(served), tokens, room: Room::default() }
    }

    /// Serves another policy from the next request on.
    pub fn serve(&self, served: Served) {
        self.slot.set(served);
    }

    /// Verifies by the issuer's present keys from the next request on.
    ///
    /// # Errors
    /// A set is refused; then nothing changes.
    pub fn rekey(&self, sets: ByIssuer) -> Result<(), String> {
        self.slot.rekey(sets)
    }

    /// Returns where the keys are fetched from, where they are.
    pub fn remote(&self) -> Option<Arc<Remote>> {
        self.slot.remote()
    }

    /// Ends what the integrations have started, such as the processes of functions.
    pub async fn end_integrations(&self) {
        self.slot.get().integrations.shutdown().await;
    }

    /// Returns the bounds.
    pub fn limits(&self) -> &Limits {
        &self.setup.limits
    }

    /// Writes the rest of the access log; returns how many lines were left out.
    pub fn end_log(&self) -> u64 {
        self.setup.log.as_ref().map_or(0, AccessLog::end)
    }

    /// Fetches keys that have grown old.
    pub async fn refresh_keys(&self) {
        let (_, told) = self.slot.refresh(&self.slot.get(), Wanted::Keys, None).await;
        self.tell(told);
    }

    /// Answers a request.
    pub async fn answer(&self, request: hyper::Request<Incoming>, from: IpAddr) -> Answer {
        let begun = Instant::now();
        let (parts, body) = request.into_parts();
        let mut line = self.line(&parts, from);
        let served = self.slot.get();
        let (mut answer, served) = self.decide(served, &parts, body, &mut line).await;
        if let Some(cors) = served.engine.policy().cors() {
            cors::apply(cors, &parts.method, &parts.headers, answer.headers_mut());
        }
        answer::finish(&mut answer, &line.request_id);
        // A path of no stage belongs to no API: nothing is logged for it.
        if let Some(log) = self.setup.log.as_ref().filter(|_| !line.stage.is_empty()) {
            answer.status().as_str().clone_into(&mut line.status);
            line.response_length = answer.body().size_hint().exact().unwrap_or(0).to_string();
            line.response_latency = begun.elapsed().as_millis().to_string();
            log.write(&line);
        }
        answer
    }

    /// Decides, and lets the integration answer what is allowed.
    async fn decide(
        &self,
        mut served: Arc<Served>,
        parts: &Parts,
        body: Incoming,
        line: &mut Line,
    ) -> (Answer, Arc<Served>) {
        let (stage, target) = match self.place(parts) {
            Ok(place) => place,
            Err(status) => {
                if status == StatusCode::NOT_FOUND {
                    line.stage.clear();
                }
                drop_unwanted(body, &parts.headers, &self.setup.limits).await;
                return (answer::message(status), served);
            }
        };
        line.stage = stage;
        let mut judged = self.judge(&served, parts, &target);
        let misses = match judged.reason {
            Some(DenyReason::UnknownKey) => Some(Wanted::UnknownKey),
            Some(DenyReason::KeysUnavailable) => Some(Wanted::Keys),
            _ => None,
        };
        if let Some(wanted) = misses.filter(|_| self.slot.remote().is_some()) {
            let asked = judged.authorizer.as_deref();
            let (now, told) = self.slot.refresh(&served, wanted, asked).await;
            self.tell(told);
            if !Arc::ptr_eq(&now, &served) {
                judged = self.judge(&now, parts, &target);
                served = now;
            }
        }
        line.route_key = judged.route.clone().unwrap_or_else(|| "-".to_owned());
        judged.reason.map_or("-", DenyReason::as_str).clone_into(&mut line.reason);
        line.authorizer_error = judged.authorizer_error.take().unwrap_or_else(|| "-".to_owned());
        let answer = match judged.verdict {
            Verdict::Denied(answer) => {
                drop_unwanted(body, &parts.headers, &self.setup.limits).await;
                answer
            }
            Verdict::Preflight => {
                drop_unwanted(body, &parts.headers, &self.setup.limits).await;
                answer::preflight()
            }
            Verdict::Allowed { variables, claims, is_scoped } => {
                let (raw_path, raw_query) = target.split_once('?').unwrap_or((&target, ""));
                let call = Call {
                    method: parts.method.clone(),
                    raw_path: raw_path.to_owned(),
                    raw_query: raw_query.to_owned(),
                    headers: parts.headers.clone(),
                    body: bytes::Bytes::new(),
                    route: judged.route.unwrap_or_default(),
                    variables: variables.into_iter().collect(),
                    claims,
                    is_scoped,
                    stage: line.stage.clone(),
                    request_id: line.request_id.clone(),
                    source_ip: line.ip.clone(),
                    now_milliseconds: self.setup.clock.milliseconds(),
                };
                self.call(&served, call, body).await
            }
        };
        (answer, served)
    }

    /// Finds the stage and what is left of the target; else the status to answer with.
    fn place(&self, parts: &Parts) -> Result<(String, String), StatusCode> {
        if target::head_bytes(parts) > self.setup.limits.header_bytes {
            return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        }
        let target = target::of(parts).ok_or(StatusCode::BAD_REQUEST)?;
        let place = self.setup.stages.split(target).ok_or(StatusCode::NOT_FOUND)?;
        Ok((place.0.to_owned(), place.1.into_owned()))
    }

    fn judge(&self, served: &Served, parts: &Parts, target: &str) -> Judged {
        judge(&served.engine, &self.tokens, parts, target, self.setup.clock.seconds())
    }

    async fn call(&self, served: &Served, mut call: Call, body: Incoming) -> Answer {
        let held = match self.room.read(body, &self.setup.limits).await {
            Ok(held) => held,
            Err(status) => return answer::message(status),
        };
        call.body = held.bytes.clone();
        let method = call.method.clone();
        let time = self.setup.limits.integration_time + GRACE;
        match timeout(time, served.integrations.call(call)).await {
            Ok(answer) => answer::of_integration(answer, &method),
            Err(_late) => answer::message(StatusCode::GATEWAY_TIMEOUT),
        }
    }

    /// Tells of trouble; what nobody listens to in time is left out.
    fn tell(&self, lines: Vec<String>) {
        for line in lines {
            let _heard = self.setup.events.try_send(Event::Told(line)).is_ok();
        }
    }

    fn line(&self, parts: &Parts, from: IpAddr) -> Line {
        let dash = || "-".to_owned();
        let protocol = if parts.version == Version::HTTP_10 { "HTTP/1.0" } else { "HTTP/1.1" };
        Line {
            request_id: request_id::draw(),
            ip: from.to_string(),
            request_time: crate::clock::log_time(self.setup.clock.seconds()),
            http_method: parts.method.to_string(),
            route_key: dash(),
            path: parts.uri.path().to_owned(),
            stage: dash(),
            status: dash(),
            protocol: protocol.to_owned(),
            response_length: dash(),
            response_latency: dash(),
            authorizer_error: dash(),
            reason: dash(),
        }
    }
}
