variable "audience" { type = list(string) }

resource "aws_apigatewayv2_api" "inline" {
  name             = "document"
  protocol_type    = "HTTP"
  fail_on_warnings = true
  body = templatefile("${path.module}/api.yaml.tftpl", {
    issuer   = "https://idp.example"
    audience = var.audience
    extra    = jsonencode(["orders/read", "orders/admin"])
  })
}
