DROP TABLE referrals;
DROP TABLE project_members;
DROP TABLE projects;
DROP TABLE organization_members;
DROP TABLE organizations;
