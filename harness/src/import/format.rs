//! Which tool a template is for.

use clap::ValueEnum;

use super::template::Node;

/// A format that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
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

/// Tells the format of a template by its content.
pub fn of(tree: &Node) -> Option<Format> {
    let version = tree.get("openapi").or_else(|| tree.get("swagger"));
    if version.is_some() && tree.get("paths").is_some() {
        return Some(Format::Openapi);
    }
    let has_values = ["planned_values", "values"].iter().any(|key| tree.get(key).is_some());
    if tree.get("format_version").is_some() && has_values {
        return Some(Format::Terraform);
    }
    let Some(resources) = tree.get("Resources") else {
        let is_service = tree.get("service").is_some() && tree.get("provider").is_some();
        return is_service.then_some(Format::Serverless);
    };
    let transforms = tree.get("Transform").map(|transform| {
        let items = transform.items().iter().chain(std::iter::once(transform));
        items.filter_map(Node::text).any(|text| text.starts_with("AWS::Serverless-"))
    });
    let is_sam = |node: &Node| {
        let kind = node.get("Type").and_then(Node::text);
        kind.is_some_and(|kind| kind.starts_with("AWS::Serverless::"))
    };
    let by_type = resources.entries().iter().any(|entry| is_sam(&entry.value));
    Some(if transforms == Some(true) || by_type { Format::Sam } else { Format::Cloudformation })
}
