//! Integrations of a template: its functions run here, its HTTP proxies are called.

use std::path::Path;
use std::time::Duration;

use super::behind::Behind;
use super::folder::below;
use super::proxy::Proxy;
use super::runner::{Handler, Language, Runner};
use super::target::Target;
use crate::import::integration::{Backend, Function, Integration};
use crate::visible::Visible;

/// API Gateway's own limit.
const WHOLE: Duration = Duration::from_secs(30);
/// Lambda's own limit for functions that say none.
const FUNCTION: Duration = Duration::from_secs(3);

/// Makes what a template says callable; `folder` is the template's.
pub(super) fn behind(integration: &Integration, folder: &Path) -> Behind {
    let told = integration.timeout_milliseconds.map_or(WHOLE, Duration::from_millis);
    let limit = told.clamp(Duration::from_millis(50), WHOLE);
    let made = match &integration.backend {
        Backend::Other(why) => Err(why.clone()),
        Backend::Http { url, method } => http(&url.to_string(), method.as_deref(), limit),
        Backend::Lambda { function: Some(function), .. } => {
            let payload = integration.payload;
            run(function, folder, limit).map(|(handler, limit)| {
                Behind::Run(Runner::new(&function.name, handler, payload, limit))
            })
        }
        Backend::Lambda { uri, function: None } => {
            Err(format!("calls the function `{uri}`, whose code the template does not tell"))
        }
    };
    made.unwrap_or_else(|why| Behind::Refused(Visible(&why).to_string()))
}

fn http(url: &str, method: Option<&str>, limit: Duration) -> Result<Behind, String> {
    let wrong = |why: &str| format!("goes to a URL that {why}: {url}");
    if url.contains("${") {
        return Err(wrong("the template does not tell"));
    }
    let target = Target::parse(url).map_err(wrong)?;
    let method =
        method.map(str::parse).transpose().map_err(|_error| wrong("has a wrong method"))?;
    Ok(Behind::Http(Proxy { target, method, limit }))
}

fn run(function: &Function, folder: &Path, limit: Duration) -> Result<(Handler, Duration), String> {
    let wrong = |why: String| format!("calls the function `{}`, {why}", function.name);
    let Some(handler) = &function.handler else {
        return Err(wrong("whose handler the template does not tell".to_owned()));
    };
    let Some(runtime) = &function.runtime else {
        return Err(wrong("whose runtime the template does not tell".to_owned()));
    };
    let language = Language::of(runtime)
        .ok_or_else(|| wrong(format!("whose runtime `{runtime}` cannot be run here")))?;
    let Some(code) = &function.folder else {
        return Err(wrong("whose code is in no folder beside the template".to_owned()));
    };
    let folder = below(folder, code)
        .ok_or_else(|| wrong(format!("whose code `{code}` is outside the template's folder")))?;
    let handler = Handler::parse(handler, language, &folder)
        .map_err(|why| wrong(format!("whose handler `{handler}` {why}")))?;
    let own = function.timeout_seconds.map_or(FUNCTION, Duration::from_secs);
    Ok((handler, own.clamp(Duration::from_secs(1), limit.max(Duration::from_secs(1)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::integration::Payload;
    use crate::import::value::Text;

    fn of(backend: Backend) -> Behind {
        let integration =
            Integration { backend, payload: Payload::Version2, timeout_milliseconds: None };
        behind(&integration, Path::new("."))
    }

    fn refused(backend: Backend) -> String {
        let behind = of(backend);
        let Behind::Refused(why) = behind else { panic!("{behind:?}") };
        why
    }

    fn function(handler: &str, runtime: &str, folder: Option<&str>) -> Backend {
        let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let function = Function {
            name: "order".to_owned(),
            handler: told(handler),
            runtime: told(runtime),
            folder: folder.map(str::to_owned),
            timeout_seconds: None,
        };
        Backend::Lambda { uri: Text::default(), function: Some(function) }
    }

    #[test]
    fn functions_in_a_folder_run_here() {
        assert!(matches!(of(function("order.main", "python3.12", Some("."))), Behind::Run(_)));
        assert!(matches!(
            of(function("src/order.main", "nodejs20.x", Some("code"))),
            Behind::Run(_)
        ));
    }

    #[test]
    fn what_cannot_be_called_is_named() {
        let begin = "calls the function `order`, whose ";
        for (backend, why) in [
            (function("", "python3.12", Some(".")), "handler the template does not tell"),
            (function("a.b", "", Some(".")), "runtime the template does not tell"),
            (function("a.b", "java21", Some(".")), "runtime `java21` cannot be run here"),
            (function("a.b", "python3.12", None), "code is in no folder beside the template"),
            (
                function("a.b", "python3.12", Some("../x")),
                "code `../x` is outside the template's folder",
            ),
            (function("../a.b", "python3.12", Some(".")), "handler `../a.b` leaves its folder"),
        ] {
            assert_eq!(refused(backend), format!("{begin}{why}"));
        }
        let uri = Text::literal("arn:aws:lambda:x");
        let why = refused(Backend::Lambda { uri, function: None });
        assert_eq!(
            why,
            "calls the function `arn:aws:lambda:x`, whose code the template does not tell"
        );
        let why = refused(Backend::Other("goes through a VPC link".to_owned()));
        assert_eq!(why, "goes through a VPC link");
    }
}
