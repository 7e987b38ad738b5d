terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
}

provider "aws" {
  region = var.region
}

locals {
  name   = "${var.name}-${var.stage}"
  public = toset(["health", "version"])
  routes = {
    for key, route in var.routes : "${route.method} /api/${key}" => merge({ scopes = [] }, route)
  }
}

resource "aws_apigatewayv2_api" "shop" {
  name          = local.name
  protocol_type = "HTTP"

  cors_configuration {
    allow_origins = ["https://shop.example"]
  }
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.shop.id
  name        = "$default"
  auto_deploy = true
}
