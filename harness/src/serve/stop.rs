//! The word to stop, given once and heard by every task.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use tokio::sync::watch;

/// Gives the word.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// Hears the word.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

/// Makes both ends.
pub fn stopper() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    /// Tells everybody to stop.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Waits for the word. When nobody can give it any more, that is the word.
    pub async fn wait(mut self) {
        let _said = self.0.wait_for(|stopped| *stopped).await.is_ok();
    }

    /// Waits for a future, unless the word is given before.
    pub async fn unless<F: Future>(&self, future: F) -> Option<F::Output> {
        let mut stopped = pin!(self.clone().wait());
        let mut future = pin!(future);
        poll_fn(|context| {
            if stopped.as_mut().poll(context).is_ready() {
                return Poll::Ready(None);
            }
            future.as_mut().poll(context).map(Some)
        })
        .await
    }
}
