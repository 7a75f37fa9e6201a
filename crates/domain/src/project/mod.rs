//! Projects: what an organization works on, each with API keys of its own.

mod entity;
mod error;
mod service;
mod store;

pub use entity::{NewProject, Project, ProjectChange, ProjectName, ProjectPath, ProjectStatus};
pub use error::{NameTaken, ProjectError};
pub use service::ProjectService;
pub use store::{ProjectFilter, ProjectStore, ProjectWriteError, Visibility};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockProjectStore;

#[cfg(test)]
mod tests;
