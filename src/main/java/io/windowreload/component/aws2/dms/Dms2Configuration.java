package io.windowreload.component.aws2.dms;

import java.util.Map;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.aws.common.AwsCommonConfiguration;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import software.amazon.awssdk.core.Protocol;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/**
 * The options of the component and its endpoints. Options of the same name as a header are the fallback where a message
 * lacks that header.
 */
@UriParams
public class Dms2Configuration implements Cloneable, AwsCommonConfiguration {

    @UriParam
    @Metadata(label = "advanced", autowired = true)
    private DatabaseMigrationClient databaseMigrationClient;

    @UriParam(label = "security", secret = true)
    private String accessKey;

    @UriParam(label = "security", secret = true)
    private String secretKey;

    @UriParam(label = "security", secret = true)
    private String sessionToken;

    @UriParam(label = "security")
    private boolean useDefaultCredentialsProvider;

    @UriParam(label = "security")
    private boolean useProfileCredentialsProvider;

    @UriParam(label = "security")
    private boolean useSessionCredentials;

    @UriParam(label = "security")
    private String profileCredentialsName;

    @UriParam(label = "security")
    private boolean trustAllCertificates;

    @UriParam(label = "proxy", enums = "HTTP,HTTPS", defaultValue = "HTTPS")
    private Protocol proxyProtocol = Protocol.HTTPS;

    @UriParam(label = "proxy")
    private String proxyHost;

    @UriParam(label = "proxy")
    private Integer proxyPort;

    @UriParam(
            enums =
                    "ap-south-2,ap-south-1,eu-south-1,eu-south-2,us-gov-east-1,me-central-1,il-central-1"
                            + ",ca-central-1,eu-central-1,us-iso-west-1,eu-central-2,eu-isoe-west-1,us-west-1,us-west-2"
                            + ",af-south-1,eu-north-1,eu-west-3,eu-west-2,eu-west-1,ap-northeast-3,ap-northeast-2"
                            + ",ap-northeast-1,me-south-1,sa-east-1,ap-east-1,cn-north-1,ca-west-1,us-gov-west-1"
                            + ",ap-southeast-1,ap-southeast-2,us-iso-east-1,ap-southeast-3,ap-southeast-4,us-east-1,us-east-2"
                            + ",cn-northwest-1,us-isob-east-1,aws-global,aws-cn-global,aws-us-gov-global,aws-iso-global,aws-iso-b-global")
    private String region;

    @UriParam
    private boolean overrideEndpoint;

    @UriParam
    private String uriEndpointOverride;

    @UriParam(label = "advanced", javaType = "java.time.Duration")
    private long apiCallTimeout;

    @UriParam(label = "advanced", javaType = "java.time.Duration")
    private long apiCallAttemptTimeout;

    @UriParam(label = "advanced", enums = "LEGACY,STANDARD,ADAPTIVE_V2")
    private RetryMode retryMode;

    @UriParam(label = "producer", defaultValue = "describeReplicationTasks")
    private Dms2Operations operation = Dms2Operations.describeReplicationTasks;

    @UriParam(label = "producer")
    private boolean pojoRequest;

    @UriParam(label = "producer")
    private boolean followPages;

    @UriParam
    private String replicationTaskIdentifier;

    @UriParam
    private String replicationTaskArn;

    @UriParam
    private String replicationInstanceArn;

    @UriParam(label = "producer")
    private String sourceEndpointArn;

    @UriParam(label = "producer")
    private String targetEndpointArn;

    @UriParam(label = "producer")
    private String endpointArn;

    @UriParam(label = "producer")
    private String targetReplicationInstanceArn;

    @UriParam(label = "producer")
    private String replicationConfigIdentifier;

    @UriParam(label = "producer")
    private String replicationConfigArn;

    @UriParam(label = "producer", enums = "full-load,cdc,full-load-and-cdc")
    private String migrationType;

    @UriParam(label = "producer")
    @Metadata(supportFileReference = true, largeInput = true, inputLanguage = "json")
    private String tableMappings;

    @UriParam(label = "producer")
    @Metadata(supportFileReference = true, largeInput = true, inputLanguage = "json")
    private String replicationTaskSettings;

    @UriParam(label = "producer")
    @Metadata(supportFileReference = true, largeInput = true, inputLanguage = "json")
    private String replicationSettings;

    @UriParam(label = "producer")
    @Metadata(largeInput = true, inputLanguage = "json")
    private String supplementalSettings;

    @UriParam(label = "producer", prefix = "compute.", multiValue = true)
    private Map<String, Object> computeConfig;

    @UriParam(label = "producer")
    private String resourceIdentifier;

    @UriParam(prefix = "tag.", multiValue = true)
    private Map<String, Object> tags;

    @UriParam(
            label = "producer",
            enums = "start-replication,resume-processing,reload-target",
            defaultValue = "start-replication")
    private String startReplicationTaskType = "start-replication";

    @UriParam(
            label = "producer",
            enums = "start-replication,resume-processing,reload-target",
            defaultValue = "start-replication")
    private String startReplicationType = "start-replication";

    @UriParam(label = "producer")
    @Metadata(largeInput = true, inputLanguage = "json")
    private String premigrationAssessmentSettings;

    @UriParam(label = "producer")
    private String cdcStartTime;

    @UriParam(label = "producer")
    private String cdcStartPosition;

    @UriParam(label = "producer")
    private String cdcStopPosition;

    @UriParam(label = "producer")
    private String taskData;

    @UriParam(label = "producer", enums = "data-reload,validate-only")
    private String reloadOption;

    @UriParam(label = "producer")
    private String tablesToReload;

    @UriParam(label = "producer")
    private String resourceArn;

    @UriParam(label = "producer")
    private String resourceArnList;

    @UriParam(label = "producer")
    private String tagKeys;

    @UriParam(label = "producer")
    private String sourceIdentifier;

    @UriParam(label = "producer", enums = "replication-instance,replication-task")
    private String sourceType;

    @UriParam(label = "producer")
    private String startTime;

    @UriParam(label = "producer")
    private String endTime;

    @UriParam(label = "producer")
    private Integer duration;

    @UriParam(label = "producer")
    private String eventCategories;

    @UriParam(label = "producer")
    private String assessmentRunName;

    @UriParam(label = "producer")
    private String replicationTaskAssessmentRunArn;

    @UriParam(label = "producer")
    private String serviceAccessRoleArn;

    @UriParam(label = "producer")
    private String resultLocationBucket;

    @UriParam(label = "producer")
    private String resultLocationFolder;

    @UriParam(label = "producer", enums = "SSE_S3,SSE_KMS")
    private String resultEncryptionMode;

    @UriParam(label = "producer")
    private String resultKmsKeyArn;

    @UriParam(label = "producer")
    private String includeOnly;

    @UriParam(label = "producer")
    private String exclude;

    @UriParam(label = "producer")
    private String sourceEngineName;

    @UriParam(label = "producer")
    private String targetEngineName;

    @UriParam(prefix = "filter.", multiValue = true)
    private Map<String, Object> filters;

    @UriParam
    private Integer maxRecords;

    @UriParam(label = "producer")
    private String marker;

    @UriParam
    private boolean withoutSettings;

    @UriParam(label = "consumer", defaultValue = "true")
    private boolean tableStates = true;

    @UriParam(label = "consumer")
    private IdempotentRepository idempotentRepository;

    public DatabaseMigrationClient getDatabaseMigrationClient() {
        return databaseMigrationClient;
    }

    /**
     * To use an existing configured AWS Database Migration Service client. Whoever made the client closes it.
     */
    public void setDatabaseMigrationClient(DatabaseMigrationClient databaseMigrationClient) {
        this.databaseMigrationClient = databaseMigrationClient;
    }

    @Override
    public String getAccessKey() {
        return accessKey;
    }

    /**
     * Amazon AWS Access Key
     */
    public void setAccessKey(String accessKey) {
        this.accessKey = accessKey;
    }

    @Override
    public String getSecretKey() {
        return secretKey;
    }

    /**
     * Amazon AWS Secret Key
     */
    public void setSecretKey(String secretKey) {
        this.secretKey = secretKey;
    }

    @Override
    public String getSessionToken() {
        return sessionToken;
    }

    /**
     * Amazon AWS Session Token used when the user needs to assume an IAM role
     */
    public void setSessionToken(String sessionToken) {
        this.sessionToken = sessionToken;
    }

    @Override
    public boolean isUseDefaultCredentialsProvider() {
        return useDefaultCredentialsProvider;
    }

    /**
     * Set whether the client should expect to load credentials through a default credentials provider or to expect
     * static credentials to be passed in.
     */
    public void setUseDefaultCredentialsProvider(boolean useDefaultCredentialsProvider) {
        this.useDefaultCredentialsProvider = useDefaultCredentialsProvider;
    }

    @Override
    public boolean isUseProfileCredentialsProvider() {
        return useProfileCredentialsProvider;
    }

    /**
     * Set whether the client should expect to load credentials through a profile credentials provider.
     */
    public void setUseProfileCredentialsProvider(boolean useProfileCredentialsProvider) {
        this.useProfileCredentialsProvider = useProfileCredentialsProvider;
    }

    @Override
    public boolean isUseSessionCredentials() {
        return useSessionCredentials;
    }

    /**
     * Set whether the client should expect to use Session Credentials. This is useful in a situation in which the
     * user needs to assume an IAM role for doing operations in DMS.
     */
    public void setUseSessionCredentials(boolean useSessionCredentials) {
        this.useSessionCredentials = useSessionCredentials;
    }

    @Override
    public String getProfileCredentialsName() {
        return profileCredentialsName;
    }

    /**
     * If using a profile credentials provider, this parameter will set the profile name
     */
    public void setProfileCredentialsName(String profileCredentialsName) {
        this.profileCredentialsName = profileCredentialsName;
    }

    @Override
    public boolean isTrustAllCertificates() {
        return trustAllCertificates;
    }

    /**
     * If we want to trust all certificates in case of overriding the endpoint
     */
    public void setTrustAllCertificates(boolean trustAllCertificates) {
        this.trustAllCertificates = trustAllCertificates;
    }

    @Override
    public Protocol getProxyProtocol() {
        return proxyProtocol;
    }

    /**
     * To define a proxy protocol when instantiating the DMS client
     */
    public void setProxyProtocol(Protocol proxyProtocol) {
        this.proxyProtocol = proxyProtocol;
    }

    @Override
    public String getProxyHost() {
        return proxyHost;
    }

    /**
     * To define a proxy host when instantiating the DMS client
     */
    public void setProxyHost(String proxyHost) {
        this.proxyHost = proxyHost;
    }

    @Override
    public Integer getProxyPort() {
        return proxyPort;
    }

    /**
     * To define a proxy port when instantiating the DMS client
     */
    public void setProxyPort(Integer proxyPort) {
        this.proxyPort = proxyPort;
    }

    @Override
    public String getRegion() {
        return region;
    }

    /**
     * The region in which the DMS client needs to work. When using this parameter, the configuration will expect
     * the lowercase name of the region (for example, ap-east-1). You'll need to use the name Region.EU_WEST_1.id()
     */
    public void setRegion(String region) {
        this.region = region;
    }

    @Override
    public boolean isOverrideEndpoint() {
        return overrideEndpoint;
    }

    /**
     * Set the need for overriding the endpoint. This option needs to be used in combination with the
     * uriEndpointOverride option
     */
    public void setOverrideEndpoint(boolean overrideEndpoint) {
        this.overrideEndpoint = overrideEndpoint;
    }

    @Override
    public String getUriEndpointOverride() {
        return uriEndpointOverride;
    }

    /**
     * Set the overriding uri endpoint. This option needs to be used in combination with overrideEndpoint option
     */
    public void setUriEndpointOverride(String uriEndpointOverride) {
        this.uriEndpointOverride = uriEndpointOverride;
    }

    public long getApiCallTimeout() {
        return apiCallTimeout;
    }

    /**
     * The longest time one call may take, its retries included. The SDK sets no limit if this is 0.
     */
    public void setApiCallTimeout(long apiCallTimeout) {
        this.apiCallTimeout = apiCallTimeout;
    }

    public long getApiCallAttemptTimeout() {
        return apiCallAttemptTimeout;
    }

    /**
     * The longest time one attempt of a call may take before it is given up and, if retries are left, repeated.
     * The SDK sets no limit if this is 0.
     */
    public void setApiCallAttemptTimeout(long apiCallAttemptTimeout) {
        this.apiCallAttemptTimeout = apiCallAttemptTimeout;
    }

    public RetryMode getRetryMode() {
        return retryMode;
    }

    /**
     * How the SDK repeats calls that were throttled or failed on the way. If not set, the SDK decides
     * (environment, profile, else LEGACY).
     */
    public void setRetryMode(RetryMode retryMode) {
        this.retryMode = retryMode;
    }

    public Dms2Operations getOperation() {
        return operation;
    }

    /**
     * The operation to perform. The header CamelAwsDmsOperation overrides it.
     */
    public void setOperation(Dms2Operations operation) {
        this.operation = operation;
    }

    public boolean isPojoRequest() {
        return pojoRequest;
    }

    /**
     * If we want to use a POJO request (the request class of the SDK that belongs to the operation) as body or not
     */
    public void setPojoRequest(boolean pojoRequest) {
        this.pojoRequest = pojoRequest;
    }

    public boolean isFollowPages() {
        return followPages;
    }

    /**
     * Whether a describe operation follows the pages to the last one. The response then holds the items of all
     * pages and no marker.
     */
    public void setFollowPages(boolean followPages) {
        this.followPages = followPages;
    }

    public String getReplicationTaskIdentifier() {
        return replicationTaskIdentifier;
    }

    /**
     * The name of the replication task. Creating and modifying give it to the task, describing and consuming look
     * for it.
     */
    public void setReplicationTaskIdentifier(String replicationTaskIdentifier) {
        this.replicationTaskIdentifier = replicationTaskIdentifier;
    }

    public String getReplicationTaskArn() {
        return replicationTaskArn;
    }

    /**
     * The Amazon Resource Name (ARN) of the replication task
     */
    public void setReplicationTaskArn(String replicationTaskArn) {
        this.replicationTaskArn = replicationTaskArn;
    }

    public String getReplicationInstanceArn() {
        return replicationInstanceArn;
    }

    /**
     * The ARN of the replication instance
     */
    public void setReplicationInstanceArn(String replicationInstanceArn) {
        this.replicationInstanceArn = replicationInstanceArn;
    }

    public String getSourceEndpointArn() {
        return sourceEndpointArn;
    }

    /**
     * The ARN of the endpoint that is read
     */
    public void setSourceEndpointArn(String sourceEndpointArn) {
        this.sourceEndpointArn = sourceEndpointArn;
    }

    public String getTargetEndpointArn() {
        return targetEndpointArn;
    }

    /**
     * The ARN of the endpoint that is written
     */
    public void setTargetEndpointArn(String targetEndpointArn) {
        this.targetEndpointArn = targetEndpointArn;
    }

    public String getEndpointArn() {
        return endpointArn;
    }

    /**
     * The ARN of the endpoint to test or to look for
     */
    public void setEndpointArn(String endpointArn) {
        this.endpointArn = endpointArn;
    }

    public String getTargetReplicationInstanceArn() {
        return targetReplicationInstanceArn;
    }

    /**
     * The ARN of the replication instance that a task moves to
     */
    public void setTargetReplicationInstanceArn(String targetReplicationInstanceArn) {
        this.targetReplicationInstanceArn = targetReplicationInstanceArn;
    }

    public String getReplicationConfigIdentifier() {
        return replicationConfigIdentifier;
    }

    /**
     * The name of the serverless replication configuration
     */
    public void setReplicationConfigIdentifier(String replicationConfigIdentifier) {
        this.replicationConfigIdentifier = replicationConfigIdentifier;
    }

    public String getReplicationConfigArn() {
        return replicationConfigArn;
    }

    /**
     * The ARN of the serverless replication configuration
     */
    public void setReplicationConfigArn(String replicationConfigArn) {
        this.replicationConfigArn = replicationConfigArn;
    }

    public String getMigrationType() {
        return migrationType;
    }

    /**
     * What a task or a replication moves. A new task gets full-load if nothing is given; modifying leaves what is
     * not given as it is.
     */
    public void setMigrationType(String migrationType) {
        this.migrationType = migrationType;
    }

    public String getTableMappings() {
        return tableMappings;
    }

    /**
     * The table mappings as a JSON document, or a resource (classpath: or file:) that holds it, which is read when
     * the endpoint starts
     */
    public void setTableMappings(String tableMappings) {
        this.tableMappings = tableMappings;
    }

    public String getReplicationTaskSettings() {
        return replicationTaskSettings;
    }

    /**
     * The task settings as a JSON document, or a resource (classpath: or file:) that holds it, which is read when
     * the endpoint starts
     */
    public void setReplicationTaskSettings(String replicationTaskSettings) {
        this.replicationTaskSettings = replicationTaskSettings;
    }

    public String getReplicationSettings() {
        return replicationSettings;
    }

    /**
     * The settings of a serverless replication as a JSON document, or a resource (classpath: or file:) that holds
     * it, which is read when the endpoint starts
     */
    public void setReplicationSettings(String replicationSettings) {
        this.replicationSettings = replicationSettings;
    }

    public String getSupplementalSettings() {
        return supplementalSettings;
    }

    /**
     * Supplemental settings of a serverless replication as a JSON document
     */
    public void setSupplementalSettings(String supplementalSettings) {
        this.supplementalSettings = supplementalSettings;
    }

    public Map<String, Object> getComputeConfig() {
        return computeConfig;
    }

    /**
     * What a serverless replication may use, each as compute.member=value, for example compute.maxCapacityUnits=4.
     * The members are those of ComputeConfig in the API of DMS.
     */
    public void setComputeConfig(Map<String, Object> computeConfig) {
        this.computeConfig = computeConfig;
    }

    public String getResourceIdentifier() {
        return resourceIdentifier;
    }

    /**
     * The last part of the ARN of what is created. DMS generates one if not set.
     */
    public void setResourceIdentifier(String resourceIdentifier) {
        this.resourceIdentifier = resourceIdentifier;
    }

    public Map<String, Object> getTags() {
        return tags;
    }

    /**
     * Tags, each as tag.name=value. Creating and tagging give them to the resource; consuming takes only tasks
     * that carry all of them.
     */
    public void setTags(Map<String, Object> tags) {
        this.tags = tags;
    }

    public String getStartReplicationTaskType() {
        return startReplicationTaskType;
    }

    /**
     * How the task starts. A task that ran before accepts only resume-processing and reload-target.
     */
    public void setStartReplicationTaskType(String startReplicationTaskType) {
        this.startReplicationTaskType = startReplicationTaskType;
    }

    public String getStartReplicationType() {
        return startReplicationType;
    }

    /**
     * How a serverless replication starts
     */
    public void setStartReplicationType(String startReplicationType) {
        this.startReplicationType = startReplicationType;
    }

    public String getPremigrationAssessmentSettings() {
        return premigrationAssessmentSettings;
    }

    /**
     * The assessment to run before a serverless replication starts, as a JSON document
     */
    public void setPremigrationAssessmentSettings(String premigrationAssessmentSettings) {
        this.premigrationAssessmentSettings = premigrationAssessmentSettings;
    }

    public String getCdcStartTime() {
        return cdcStartTime;
    }

    /**
     * The time from which changes are replicated, as ISO-8601 with an offset, for example 2025-01-31T00:00:00Z
     */
    public void setCdcStartTime(String cdcStartTime) {
        this.cdcStartTime = cdcStartTime;
    }

    public String getCdcStartPosition() {
        return cdcStartPosition;
    }

    /**
     * The position in the change log (date, checkpoint or native) from which changes are replicated
     */
    public void setCdcStartPosition(String cdcStartPosition) {
        this.cdcStartPosition = cdcStartPosition;
    }

    public String getCdcStopPosition() {
        return cdcStopPosition;
    }

    /**
     * The server_time or commit_time at which the replication of changes ends
     */
    public void setCdcStopPosition(String cdcStopPosition) {
        this.cdcStopPosition = cdcStopPosition;
    }

    public String getTaskData() {
        return taskData;
    }

    /**
     * Supplemental information that some endpoints need
     */
    public void setTaskData(String taskData) {
        this.taskData = taskData;
    }

    public String getReloadOption() {
        return reloadOption;
    }

    /**
     * Whether tables are loaded again (data-reload, what DMS does if nothing is given) or only validated again
     */
    public void setReloadOption(String reloadOption) {
        this.reloadOption = reloadOption;
    }

    public String getTablesToReload() {
        return tablesToReload;
    }

    /**
     * The tables to load again, as schema.table with commas between
     */
    public void setTablesToReload(String tablesToReload) {
        this.tablesToReload = tablesToReload;
    }

    public String getResourceArn() {
        return resourceArn;
    }

    /**
     * The ARN of the resource whose tags are added, listed or removed
     */
    public void setResourceArn(String resourceArn) {
        this.resourceArn = resourceArn;
    }

    public String getResourceArnList() {
        return resourceArnList;
    }

    /**
     * The ARNs of the resources whose tags are listed, with commas between
     */
    public void setResourceArnList(String resourceArnList) {
        this.resourceArnList = resourceArnList;
    }

    public String getTagKeys() {
        return tagKeys;
    }

    /**
     * The keys of the tags to remove, with commas between
     */
    public void setTagKeys(String tagKeys) {
        this.tagKeys = tagKeys;
    }

    public String getSourceIdentifier() {
        return sourceIdentifier;
    }

    /**
     * The identifier of the resource whose events are described
     */
    public void setSourceIdentifier(String sourceIdentifier) {
        this.sourceIdentifier = sourceIdentifier;
    }

    public String getSourceType() {
        return sourceType;
    }

    /**
     * The type of the resource whose events are described
     */
    public void setSourceType(String sourceType) {
        this.sourceType = sourceType;
    }

    public String getStartTime() {
        return startTime;
    }

    /**
     * The time from which events are described, as ISO-8601 with an offset
     */
    public void setStartTime(String startTime) {
        this.startTime = startTime;
    }

    public String getEndTime() {
        return endTime;
    }

    /**
     * The time to which events are described, as ISO-8601 with an offset
     */
    public void setEndTime(String endTime) {
        this.endTime = endTime;
    }

    public Integer getDuration() {
        return duration;
    }

    /**
     * The number of minutes of events to describe
     */
    public void setDuration(Integer duration) {
        this.duration = duration;
    }

    public String getEventCategories() {
        return eventCategories;
    }

    /**
     * The categories of the events to describe, with commas between
     */
    public void setEventCategories(String eventCategories) {
        this.eventCategories = eventCategories;
    }

    public String getAssessmentRunName() {
        return assessmentRunName;
    }

    /**
     * The unique name of the assessment run
     */
    public void setAssessmentRunName(String assessmentRunName) {
        this.assessmentRunName = assessmentRunName;
    }

    public String getReplicationTaskAssessmentRunArn() {
        return replicationTaskAssessmentRunArn;
    }

    /**
     * The ARN of the assessment run
     */
    public void setReplicationTaskAssessmentRunArn(String replicationTaskAssessmentRunArn) {
        this.replicationTaskAssessmentRunArn = replicationTaskAssessmentRunArn;
    }

    public String getServiceAccessRoleArn() {
        return serviceAccessRoleArn;
    }

    /**
     * The ARN of the role with which DMS writes the results of an assessment run
     */
    public void setServiceAccessRoleArn(String serviceAccessRoleArn) {
        this.serviceAccessRoleArn = serviceAccessRoleArn;
    }

    public String getResultLocationBucket() {
        return resultLocationBucket;
    }

    /**
     * The S3 bucket that gets the results of an assessment run
     */
    public void setResultLocationBucket(String resultLocationBucket) {
        this.resultLocationBucket = resultLocationBucket;
    }

    public String getResultLocationFolder() {
        return resultLocationFolder;
    }

    /**
     * The folder in the bucket that gets the results of an assessment run
     */
    public void setResultLocationFolder(String resultLocationFolder) {
        this.resultLocationFolder = resultLocationFolder;
    }

    public String getResultEncryptionMode() {
        return resultEncryptionMode;
    }

    /**
     * How the results of an assessment run are encrypted
     */
    public void setResultEncryptionMode(String resultEncryptionMode) {
        this.resultEncryptionMode = resultEncryptionMode;
    }

    public String getResultKmsKeyArn() {
        return resultKmsKeyArn;
    }

    /**
     * The ARN of the key that encrypts the results of an assessment run with SSE_KMS
     */
    public void setResultKmsKeyArn(String resultKmsKeyArn) {
        this.resultKmsKeyArn = resultKmsKeyArn;
    }

    public String getIncludeOnly() {
        return includeOnly;
    }

    /**
     * The individual assessments to run, with commas between. Not together with exclude.
     */
    public void setIncludeOnly(String includeOnly) {
        this.includeOnly = includeOnly;
    }

    public String getExclude() {
        return exclude;
    }

    /**
     * The individual assessments not to run, with commas between. Not together with includeOnly.
     */
    public void setExclude(String exclude) {
        this.exclude = exclude;
    }

    public String getSourceEngineName() {
        return sourceEngineName;
    }

    /**
     * The engine of the source for which the applicable individual assessments are described
     */
    public void setSourceEngineName(String sourceEngineName) {
        this.sourceEngineName = sourceEngineName;
    }

    public String getTargetEngineName() {
        return targetEngineName;
    }

    /**
     * The engine of the target for which the applicable individual assessments are described
     */
    public void setTargetEngineName(String targetEngineName) {
        this.targetEngineName = targetEngineName;
    }

    public Map<String, Object> getFilters() {
        return filters;
    }

    /**
     * Filters, each as filter.name=value or filter.name=value1,value2. The values of one filter are alternatives,
     * and every filter must match. Filters that are given replace the ones derived from ARNs and identifiers.
     */
    public void setFilters(Map<String, Object> filters) {
        this.filters = filters;
    }

    public Integer getMaxRecords() {
        return maxRecords;
    }

    /**
     * The number of items on one page. DMS takes 20 to 100, describeTableStatistics up to 500.
     */
    public void setMaxRecords(Integer maxRecords) {
        this.maxRecords = maxRecords;
    }

    public String getMarker() {
        return marker;
    }

    /**
     * Where to continue: the next marker of an earlier response
     */
    public void setMarker(String marker) {
        this.marker = marker;
    }

    public boolean isWithoutSettings() {
        return withoutSettings;
    }

    /**
     * Whether the settings of tasks are left out when they are described or consumed, which makes the response
     * much smaller
     */
    public void setWithoutSettings(boolean withoutSettings) {
        this.withoutSettings = withoutSettings;
    }

    public boolean isTableStates() {
        return tableStates;
    }

    /**
     * Whether the consumer also tells of changes of the states of tables, not only of the status of tasks
     */
    public void setTableStates(boolean tableStates) {
        this.tableStates = tableStates;
    }

    public IdempotentRepository getIdempotentRepository() {
        return idempotentRepository;
    }

    /**
     * Remembers what was told, so that nothing is told again after a restart. Without it the consumer tells the
     * state of everything when it starts. Use one of its own for each consumer.
     */
    public void setIdempotentRepository(IdempotentRepository idempotentRepository) {
        this.idempotentRepository = idempotentRepository;
    }

    /** A copy that an endpoint may change without changing the component's configuration. */
    public Dms2Configuration copy() {
        try {
            return (Dms2Configuration) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }
}
