//! Which database the settings mean.

use tenantry_embedded_postgres::{DEFAULT_DATABASE, Options};
use tenantry_postgres::{Database, DatabaseSettings, DatabaseUrl, InvalidSettings};

use crate::settings::Settings;

/// A setting of the database can't be used.
#[derive(Debug, thiserror::Error)]
#[error("`{key}` can't be used")]
pub(crate) struct UnusableDatabase {
    key: &'static str,
    source: InvalidSettings,
}

/// A database, and how to reach it.
#[derive(Clone, Debug)]
pub(crate) struct DatabaseTarget {
    /// For the service.
    pub(crate) serving: DatabaseSettings,
    /// For changes of the schema.
    pub(crate) migrating: DatabaseUrl,
    /// What to tell people of it.
    pub(crate) description: String,
}

impl DatabaseTarget {
    /// The one that the settings give, if they give one.
    pub(crate) fn given(settings: &Settings) -> Option<Self> {
        let database = &settings.database;
        let url = database.url.as_ref()?;
        let migrating = database.migrate_url.as_ref().unwrap_or(url);
        let serving = DatabaseUrl::new(url.expose());
        let migrating = DatabaseUrl::new(migrating.expose());
        Some(Self::new(settings, serving, migrating, url.masked()))
    }

    /// The one of the private cluster, whose addresses `database_url` knows.
    pub(crate) fn private(settings: &Settings, database_url: impl Fn(&str) -> String) -> Self {
        let url = DatabaseUrl::new(database_url(DEFAULT_DATABASE));
        Self::new(settings, url.clone(), url, settings.data_dir.display().to_string())
    }

    fn new(
        settings: &Settings,
        serving: DatabaseUrl,
        migrating: DatabaseUrl,
        description: String,
    ) -> Self {
        let serving = DatabaseSettings {
            url: serving,
            pool_size: settings.database.pool_size.count(),
            ca_file: settings.database.ca_file.clone(),
        };
        Self { serving, migrating, description }
    }

    /// Looks whether its settings can be used at all, before anybody waits for it.
    pub(crate) fn check(&self) -> Result<(), UnusableDatabase> {
        let migrating = DatabaseSettings { url: self.migrating.clone(), ..self.serving.clone() };
        for (url_key, settings) in
            [("database.url", &self.serving), ("database.migrate_url", &migrating)]
        {
            Database::open(settings).map_err(|source| {
                let is_ca_file = matches!(source, InvalidSettings::CaFile { .. });
                UnusableDatabase {
                    key: if is_ca_file { "database.ca_file" } else { url_key },
                    source,
                }
            })?;
        }
        Ok(())
    }
}

/// Where the private cluster is, and how it is run.
pub(crate) fn private_cluster(settings: &Settings) -> Options {
    Options { binaries: settings.postgres.binaries.clone(), ..Options::new(&settings.data_dir) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Environment;
    use rstest::rstest;

    fn target(variables: &[(&str, &str)]) -> Option<DatabaseTarget> {
        let variables = variables.iter().map(|(name, value)| (name.into(), value.into()));
        let environment = Environment::new(variables, true).unwrap();
        DatabaseTarget::given(&Settings::load(None, &environment).unwrap())
    }

    #[test]
    fn without_an_address_none_is_given() {
        assert!(target(&[]).is_none());
    }

    #[test]
    fn the_login_of_the_service_migrates_unless_there_is_a_stronger_one() {
        let one = target(&[("DATABASE_URL", "postgres://app@db/t")]).unwrap();
        assert_eq!(one.migrating, one.serving.url);
        let two = target(&[
            ("DATABASE_URL", "postgres://app@db/t"),
            ("TENANTRY_DATABASE__MIGRATE_URL", "postgres://owner@db/t"),
        ]);
        assert_eq!(two.unwrap().migrating.expose(), "postgres://owner@db/t");
    }

    #[test]
    fn what_people_are_told_holds_no_password() {
        let target = target(&[("DATABASE_URL", "postgres://app:s3cret@db/t")]).unwrap();
        assert_eq!(target.description, "postgres://app:********@db/t");
    }

    #[rstest]
    #[case(&[("DATABASE_URL", "postgres://app@db:port/t")], "`database.url`")]
    #[case(&[("DATABASE_URL", "postgres://app@db/t?sslmode=verify")], "`database.url`")]
    #[case(
        &[("DATABASE_URL", "postgres://app@db/t"), ("TENANTRY_DATABASE__MIGRATE_URL", "postgres://app@db/t?x=y")],
        "`database.migrate_url`"
    )]
    #[case(
        &[("DATABASE_URL", "postgres://app@db/t?sslmode=require"), ("TENANTRY_DATABASE__CA_FILE", "/no/ca.pem")],
        "`database.ca_file`"
    )]
    fn an_address_that_cant_be_used_is_refused_by_the_settings_name(
        #[case] variables: &[(&str, &str)],
        #[case] key: &str,
    ) {
        let error = target(variables).unwrap().check().unwrap_err();
        assert!(error.to_string().contains(key), "{error}");
    }
}
