//! A server on this machine that answers as badly as a test wants.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What a path is answered with; `ADDRESS` stands for the server's own.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Status 200 with this body.
    Good(String),
    /// A status line's end and further header fields.
    Other(&'static str),
    /// Status 200 and a body whose bytes come one by one, for longer than anybody waits.
    Drip,
    /// Nothing at all.
    Silence,
    /// Status 200 and so many bytes; with or without a stated length.
    Long(usize, bool),
}

/// Answers until the test ends.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers each path by a function.
    pub(crate) fn new(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (own, log, reply) = (address.clone(), Arc::clone(&asked), Arc::new(reply));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (own, log, reply) = (own.clone(), Arc::clone(&log), Arc::clone(&reply));
                // Whoever hangs up early is no failure of the test.
                thread::spawn(move || drop(answer(stream, &own, &log, &*reply)));
            }
        });
        Self { address, asked }
    }

    /// Returns the paths asked for so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(
    mut stream: TcpStream,
    own: &str,
    log: &Mutex<Vec<String>>,
    reply: &dyn Fn(&str) -> Reply,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().unwrap_or(Ok(String::new()))?;
    let path = first.split(' ').nth(1).unwrap_or("").to_owned();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    log.lock().unwrap().push(path.clone());
    let good = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    match reply(&path) {
        Reply::Good(body) => {
            let body = body.replace("ADDRESS", own);
            write!(stream, "{good}Content-Length: {}\r\n\r\n{body}", body.len())
        }
        Reply::Other(head) => {
            let head = head.replace("ADDRESS", own);
            write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        }
        Reply::Drip => {
            write!(stream, "{good}Content-Length: 1000\r\n\r\n")?;
            for _ in 0..200 {
                stream.write_all(b" ")?;
                thread::sleep(Duration::from_millis(100));
            }
            Ok(())
        }
        Reply::Silence => {
            thread::sleep(Duration::from_secs(20));
            Ok(())
        }
        Reply::Long(length, stated) => {
            let stated =
                if stated { format!("Content-Length: {length}\r\n") } else { String::new() };
            write!(stream, "{good}{stated}\r\n")?;
            stream.write_all(&vec![b' '; length])
        }
    }
}
