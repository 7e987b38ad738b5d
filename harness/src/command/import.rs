//! `harness import`: a policy from what another tool deploys.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::arguments::name_and_value;
use super::output;
use crate::exit::Exit;
use crate::import::format::Format;
use crate::import::{Imported, Options, import, report};
use crate::render::Sources;
use crate::terminal::{Answer, Failure, Terminal};

#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is guessed: what a template does not tell becomes a parameter of the policy
without a default (fill it with --set NAME=VALUE), and a route that cannot be decided
(Lambda, IAM, REST and WebSocket APIs) is refused with its place. No file outside the
template's folder is read.

Exit: 0 a policy was written, 1 a route is refused or there is no HTTP API,
2 the template cannot be read.

JSON (--report json): one object
  {\"format\",\"api\",\"apis\":[…],
   \"routes\":[{\"route\",\"source\",\"access\":\"public|protected|absent|refused\",\"authorizer\",\"scopes\",
     \"quantifier\",\"why\",\"file\",\"line\",\"column\"}],
   \"authorizers\":[{\"name\",\"issuer\",\"audience\",\"identity_source\",\"source\",\"file\",\"line\",\"column\"}],
   \"holes\":[{\"parameter\",\"name\",\"why\",\"file\",\"line\",\"column\"}],
   \"issuing\":{\"pools\",\"clients\",\"resource_servers\",\"domains\"},\"findings\":[…],\"policy\"}

Examples:
  harness import template.yaml --output policies/orders.yaml
  harness import template.yaml --parameter Stage=prod --parameter AWS::Region=eu-west-1
  harness import template.json --api OrdersApi --skip-refused
  harness import serverless.yml --stage prod --param pool=eu-west-1_EXAMPLE
  harness import template.yaml --report json | jq '.routes[].route'"
)]
pub(super) struct ImportArgs {
    /// The template, and files that belong to it; of Terraform, its folder.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The template's format; default is by its content.
    #[arg(long, value_enum, default_value_t)]
    format: FormatChoice,
    /// Give a parameter of the template a value.
    #[arg(long = "parameter", visible_alias = "var", value_name = "NAME=VALUE", value_parser = name_and_value)]
    parameters: Vec<(String, String)>,
    /// The stage of a Serverless service.
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Give a `${param:…}` of a Serverless service a value.
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = name_and_value)]
    params: Vec<(String, String)>,
    /// Which of several HTTP APIs.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Write the policy to a file.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Report everything that was found.
    #[arg(long, value_enum, value_name = "FORMAT")]
    report: Option<Report>,
    /// Write refused routes as comments, and guardrails that deny them.
    #[arg(long)]
    skip_refused: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum FormatChoice {
    /// By the content.
    #[default]
    Auto,
    /// AWS CloudFormation, in YAML or JSON.
    Cloudformation,
    /// AWS SAM.
    Sam,
    /// OpenAPI 3, and plain Swagger 2.
    Openapi,
    /// The Serverless Framework.
    Serverless,
    /// Terraform: a folder of `.tf` files, or `terraform show -json`.
    Terraform,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Report {
    /// One JSON object.
    Json,
}

impl ImportArgs {
    pub(super) fn execute(&self, terminal: &mut Terminal<'_>) -> Answer {
        let options = Options {
            format: match self.format {
                FormatChoice::Auto => None,
                FormatChoice::Cloudformation => Some(Format::Cloudformation),
                FormatChoice::Sam => Some(Format::Sam),
                FormatChoice::Openapi => Some(Format::Openapi),
                FormatChoice::Serverless => Some(Format::Serverless),
                FormatChoice::Terraform => Some(Format::Terraform),
            },
            parameters: self.parameters.iter().cloned().collect(),
            stage: self.stage.clone(),
            params: self.params.iter().cloned().collect(),
            api: self.api.clone(),
            skip_refused: self.skip_refused,
        };
        let imported = import(&self.files, &options)
            .map_err(|found| terminal.refuse(&found, &Sources::new()))?;
        if let Some(name) = imported.strangers.first() {
            let message = format!("the template has no parameter {}", engine::spell::quote(name));
            return Err(Failure::with_help(message, "look under `Parameters:` for its name"));
        }
        let is_staged = self.stage.is_some() || !self.params.is_empty();
        if is_staged && !matches!(imported.model.format, "" | "Serverless Framework") {
            let message = "--stage and --param are for Serverless services";
            return Err(Failure::with_help(message, "give parameters with --parameter NAME=VALUE"));
        }
        let mut found = imported.found.clone();
        found.extend(imported.warnings.clone());
        terminal.tell(&found.sorted(), &imported.project.sources())?;
        self.write(&imported, terminal)?;
        Ok(if imported.policy.is_some() {
            Exit::Success
        } else if imported.is_refusal() {
            Exit::No
        } else {
            Exit::CouldNotAnswer
        })
    }

    fn write(&self, imported: &Imported, terminal: &mut Terminal<'_>) -> Result<(), Failure> {
        if let Some((path, policy)) = self.output.as_ref().zip(imported.policy.as_ref()) {
            let failed = |error| Failure::new(format!("--output {}: {error}", path.display()));
            let read = self.files.iter().map(PathBuf::as_path);
            let mut file = output::create("--output", path, read)?;
            file.write_all(policy.as_bytes()).and_then(|()| file.flush()).map_err(failed)?;
        }
        if self.report == Some(Report::Json) {
            writeln!(terminal.out, "{}", report::json(imported))?;
        } else if let (None, Some(policy)) = (&self.output, &imported.policy) {
            write!(terminal.out, "{policy}")?;
        }
        Ok(())
    }
}
