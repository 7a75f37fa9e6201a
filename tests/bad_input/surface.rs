//! Every operation that the document names, with a path that leads somewhere.

use std::collections::BTreeMap;

use serde_json::Value;
use tenantry_testkit::{
    ApiKey, Client, Person, PersonalAccessToken, Requests as _, Service, SignUp, TenantKey,
    TestServer,
};

use crate::fixtures::{TENANT_MEMBERS, claims, last_of, place_of};

pub(super) struct Operation {
    pub(super) method: String,
    pub(super) template: String,
    /// The media type of its body, if it takes one.
    pub(super) body: Option<String>,
    /// Its parameters behind the question mark.
    pub(super) parameters: Vec<String>,
}

impl Operation {
    /// The names in its path.
    pub(super) fn names(&self) -> Vec<&str> {
        let rest = self.template.split('{').skip(1);
        rest.map(|rest| rest.split('}').next().unwrap()).collect()
    }
}

pub(super) struct Surface {
    pub(super) server: TestServer,
    pub(super) operations: Vec<Operation>,
    ada: Person,
    /// May do what services may at all.
    service: Service,
    key: ApiKey,
    token: PersonalAccessToken,
    tenant_key: TenantKey,
    setting: String,
    referral: String,
    /// One of hers that she does not use.
    session: String,
    /// Her places in the tenant, the organization and the project.
    members: [String; 3],
}

impl Surface {
    pub(super) async fn read() -> Self {
        let server = TestServer::start().await;
        let service = server.service_for("billing", "referrals").await;
        let ada = server.owner("ada").await;
        let project = ada.creates_project(&ada.organization().await, "engine").await;
        let key = ada.creates_api_key(&project, "ci").await;
        let token = ada.creates_token(&project.organization, "laptop").await;
        let tenant_key = ada.creates_tenant_key("ci").await;
        let id_of = |object: &Value| object["id"].as_str().unwrap().to_owned();
        let setting = id_of(&ada.sets("theme", "dark").await);
        let organization = ada.get(&project.organization.path("")).await.ok(200);
        let code = organization["referral_code"].clone();
        Person::sign_up(server.client(), SignUp::named("grace").with("referral_code", code)).await;
        let referrals = ada.get(&project.organization.path("/referrals")).await.ok(200);
        let referral = id_of(&referrals["referrals"][0]);
        let other = ada.signs_in().await;
        let session = claims(&other.access_token)["sid"].as_str().unwrap().to_owned();
        let document = server.get("/openapi.json").await.ok(200);
        let id_in = async |list: &str| -> String {
            last_of(&place_of(&ada, list, &ada.email()).await).to_owned()
        };
        let members = [
            id_in(TENANT_MEMBERS).await,
            id_in(&key.project.organization.path("/members")).await,
            id_in(&key.project.path("/members")).await,
        ];
        let operations = operations(&document);
        Self {
            server,
            operations,
            ada,
            service,
            key,
            token,
            tenant_key,
            setting,
            referral,
            session,
            members,
        }
    }

    /// The methods of each path.
    pub(super) fn methods(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut methods = BTreeMap::<&str, Vec<&str>>::new();
        for operation in &self.operations {
            methods.entry(&operation.template).or_default().push(&operation.method);
        }
        methods
    }

    /// Who may ask for this operation.
    pub(super) fn client(&self, operation: &Operation) -> &Client {
        let asked_by_services = ["/introspect", "/verify", "/credit"];
        if asked_by_services.iter().any(|end| operation.template.ends_with(end)) {
            self.service.client()
        } else {
            self.ada.client()
        }
    }

    pub(super) fn path(&self, template: &str) -> String {
        let [of_tenant, of_organization, of_project] = &self.members;
        let below_project = template.contains("/projects/");
        let id = if template.starts_with("/api/tenant-setting") {
            &self.setting
        } else if template.starts_with("/api/tenant-api-key") {
            &self.tenant_key.id
        } else {
            of_tenant
        };
        template
            .replace("{id}", id)
            .replace("{pat_id}", &self.token.id)
            .replace("{credential_id}", &self.token.id)
            .replace("{referral_id}", &self.referral)
            .replace("{member_id}", if below_project { of_project } else { of_organization })
            .replace("{org_id}", &self.key.project.organization.id)
            .replace("{project_id}", &self.key.project.id)
            .replace("{api_key_id}", &self.key.id)
            .replace("{session_id}", &self.session)
            .replace("{file}", "index.html")
    }

    /// The path with this in place of one of its names.
    pub(super) fn path_with(&self, template: &str, name: &str, value: &str) -> String {
        self.path(&template.replace(&format!("{{{name}}}"), value))
    }

    /// Holds the server to be as well as before.
    pub(super) async fn assert_well(&self) {
        self.ada.get("/api/v1/users/me").await.ok(200);
        let log = self.server.log();
        assert!(!log.contains("panicked") && !log.contains(r#""level":"ERROR""#), "{log}");
    }
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            let content = described["requestBody"]["content"].as_object();
            let parameters = described["parameters"].as_array().into_iter().flatten();
            let in_query = parameters.filter(|parameter| parameter["in"] == "query");
            operations.push(Operation {
                method: method.to_uppercase(),
                template: template.clone(),
                body: content.map(|content| content.keys().next().unwrap().clone()),
                parameters: in_query
                    .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
                    .collect(),
            });
        }
    }
    assert!(operations.len() > 70, "the document has all of them");
    operations
}
